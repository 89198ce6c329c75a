dnl Lets phpize, and PIE with it, build the extension: phpize && ./configure && make && make test. Cargo does the work, see
dnl Makefile.frag.

PHP_ARG_ENABLE([metroport],
  [whether to enable metroport],
  [AS_HELP_STRING([--enable-metroport], [Enable metroport])],
  [yes])

if test "$PHP_THREAD_SAFETY" = "yes"; then
  AC_MSG_ERROR([metroport needs a PHP without thread safety (NTS).])
fi

metroport_rust=`$SED -n 's/^rust-version = "\(.*\)"$/\1/p' "$abs_srcdir/../../Cargo.toml"`
if test -z "$metroport_rust"; then
  AC_MSG_ERROR([$abs_srcdir/../../Cargo.toml is missing: metroport is built in the whole source tree.])
fi

AC_PATH_PROG([CARGO], [cargo], [], [$PATH:$HOME/.cargo/bin])
if test -z "$CARGO"; then
  AC_MSG_ERROR([There is no cargo, neither in PATH nor in $HOME/.cargo/bin. Install Rust $metroport_rust or newer (https://rustup.rs) as the user who builds, and build as him: only `make install' needs root.])
fi

AC_MSG_CHECKING([for Rust $metroport_rust or newer])
dnl rustup's cargo, run by another user than its own (sudo), only says that it has no Rust.
metroport_said=`"$CARGO" --version 2>&1`
metroport_cargo=`echo "$metroport_said" | $SED -n 's/^cargo \([[0-9.]]*\).*$/\1/p'`
if test -z "$metroport_cargo"; then
  AC_MSG_ERROR([$CARGO does not work here; build as the user who installed Rust. It says: $metroport_said])
fi
AS_VERSION_COMPARE([$metroport_cargo], [$metroport_rust],
  [AC_MSG_ERROR([$CARGO is of Rust $metroport_cargo. Install Rust $metroport_rust or newer (https://rustup.rs), or name another one: CARGO=/path/to/cargo])])
AC_MSG_RESULT([$metroport_cargo])

PHP_SUBST([CARGO])
PHP_SUBST([PHP_CONFIG])
PHP_MODULES='$(phplibdir)/metroport.la'
PHP_ADD_MAKEFILE_FRAGMENT([$abs_srcdir/Makefile.frag], [$abs_srcdir], [$abs_builddir])
