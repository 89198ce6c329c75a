# Made a part of phpize's Makefile by config.m4.

METROPORT = $(top_srcdir)/../..

# What phpize installs is the .so, what it asks for the .la: there it reads the module's name for `make test`.
$(phplibdir)/metroport.la: metroport-cargo
	$(mkinstalldirs) $(phplibdir)
	cp $(METROPORT)/target/phpize/release/libmetroport.so $(phplibdir)/metroport.so
	echo "dlname='metroport.so'" > $@

# Always asked: only cargo knows what is up to date. Not with make's own jobs: cargo counts them itself.
metroport-cargo:
	cd $(METROPORT) && PATH="$(dir $(CARGO)):$$PATH" MAKEFLAGS= CARGO_TARGET_DIR=target/phpize \
		PHP=$(PHP_EXECUTABLE) PHP_CONFIG=`command -v $(PHP_CONFIG)` make/cargo.sh build --release --locked --package metroport --lib

.PHONY: metroport-cargo
