// Starts the page: words and direction first, then the transport, then the window's contents.
import './shared/tokens.css';
import './shared/base.css';
import { mount } from 'svelte';
import Hallway from './App.svelte';
import { Client, chooseTransport } from './ipc/client';
import { App } from './state/app.svelte';
import { direction, language } from './shared/i18n';

document.documentElement.lang = language;
document.documentElement.dir = direction;

const target = document.getElementById('hallway');
if (target) mount(Hallway, { target, props: { app: new App(new Client(chooseTransport())) } });
