dnl Lets phpize build the extension: phpize && ./configure && make && make test. Cargo does the work, see Makefile.frag.

PHP_ARG_ENABLE([metroport],
  [whether to enable metroport],
  [AS_HELP_STRING([--enable-metroport], [Enable metroport])],
  [yes])

if test "$PHP_THREAD_SAFETY" = "yes"; then
  AC_MSG_ERROR([metroport needs a PHP without thread safety (NTS).])
fi

AC_PATH_PROG([CARGO], [cargo], [], [$PATH:$HOME/.cargo/bin])
if test -z "$CARGO"; then
  AC_MSG_ERROR([cargo is not here. Install Rust: https://rustup.rs])
fi

PHP_SUBST([CARGO])
PHP_SUBST([PHP_CONFIG])
PHP_MODULES='$(phplibdir)/metroport.la'
PHP_ADD_MAKEFILE_FRAGMENT([$abs_srcdir/Makefile.frag], [$abs_srcdir], [$abs_builddir])
