# Made a part of phpize's Makefile by config.m4.

METROPORT = $(abspath $(top_srcdir)/../..)
METROPORT_SO = $(METROPORT)/target/phpize/release/libmetroport.so

# What phpize installs is the .so, what it asks for the .la: there it reads the module's name for `make test`.
$(phplibdir)/metroport.la: $(METROPORT_SO)
	$(mkinstalldirs) $(phplibdir)
	cp $(METROPORT_SO) $(phplibdir)/metroport.so
	echo "dlname='metroport.so'" > $@

# What it is made of, and the Makefile, which is new when another PHP was chosen. Cargo would know better, but is not asked when
# nothing has changed: `make install` is root's, who has no cargo, or one that would build everything anew.
METROPORT_SOURCES = $(shell cd $(METROPORT) && find build.rs Cargo.toml Cargo.lock .cargo src php-shim/doc -type f)

# Not with make's own jobs: cargo counts them itself. Touched, since cargo leaves a library alone that is still right.
$(METROPORT_SO): $(addprefix $(METROPORT)/,$(METROPORT_SOURCES)) $(top_builddir)/Makefile
	cd $(METROPORT) && PATH="$(dir $(CARGO)):$$PATH" MAKEFLAGS= CARGO_TARGET_DIR=target/phpize \
		PHP=$(PHP_EXECUTABLE) PHP_CONFIG=`command -v $(PHP_CONFIG)` make/cargo.sh build --release --locked --package metroport --lib
	touch $@
