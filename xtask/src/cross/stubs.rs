//! Stand-ins for Apple's C compiler and archiver: they compile nothing and leave empty files.
//!
//! A type check never links, so that what build scripts compile for macOS is never looked at.

pub const COMPILER: &str = r#"#!/bin/sh
out= preprocess= sources= before=
for word do
  case $before in
    -o) out=$word ;;
    -arch|-isysroot|-target|-I|-include|-MF|-MT|-x|-framework) ;;
    *) case $word in
         -E) preprocess=1 ;;
         --version|-v) echo "Apple clang version 16.0.0 (stand-in)"; exit 0 ;;
         -o?*) out=${word#-o} ;;
         -*) ;;
         *) if [ -f "$word" ]; then sources="$sources $word"; fi ;;
       esac ;;
  esac
  before=$word
done
# Build scripts ask which compiler this is.
if [ "$preprocess" ]; then exec cc -E -P -w -D__clang__=1 -D__APPLE__=1 $sources; fi
if [ "$out" ]; then
  : >"$out"
else
  for source in $sources; do name=${source##*/}; : >"${name%.*}.o"; done
fi
exit 0
"#;

pub const ARCHIVER: &str = r#"#!/bin/sh
for word do
  case $word in *.a) : >>"$word"; break ;; esac
done
exit 0
"#;
