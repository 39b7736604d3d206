# Thin: finds a JDK 25, sets up what is missing where it may, and calls Maven.

SHELL := /bin/sh
.NOTPARALLEL: # targets build in the same directories
export JAVA_HOME := $(shell tools/find-jdk 2>/dev/null)
# Debian's Maven 3.8 brings a Guava that warns on JDK 25.
export MAVEN_OPTS += --sun-misc-unsafe-memory-access=allow
# How long make fuzz takes for each parser.
SECONDS_EACH ?= 60
# How many runs make torture kills.
N ?= 1000
# What make bench measures: rounds for start-up and a third as many for images of this size, in K, M or G.
ROUNDS ?= 15
SIZE ?= 1G

.PHONY: help demo test torture fuzz bench image deb rpm install format clean setup

help:
	@echo 'make demo    build Tako, publish a real file in three versions, install and update it'
	@echo 'make test    run all tests'
	@echo 'make torture kill N=1000 runs, before each of their steps and at any time'
	@echo 'make fuzz    fuzz every parser for SECONDS_EACH=60, and keep what is found as a test'
	@echo 'make bench   measure Tako beside curl and openssl, in ROUNDS=15 and with images of SIZE=1G;'
	@echo '             WRITE=yes puts the table into docs/performance.md'
	@echo 'make image   build the runtime image jlink/target/image'
	@echo 'make deb     pack it for Debian, in deb/target'
	@echo 'make rpm     pack it for Fedora, in rpm/target'
	@echo 'make install put what make image made into its place, or under DESTDIR='
	@echo 'make format  bring the sources into the form that the build checks'
	@echo 'make clean   remove everything that was built'

setup:
	@tools/require mvn=maven strip=binutils openssl=openssl
	@tools/find-jdk >/dev/null

image: setup
	mvn --quiet -Dmaven.test.skip=true verify --projects jlink --also-make

deb: setup
	@tools/require dpkg-deb=dpkg dpkg-shlibdeps=dpkg-dev
	mvn --quiet -Dmaven.test.skip=true verify --projects deb --also-make

rpm: setup
	@tools/require rpmbuild=rpm
	mvn --quiet -Dmaven.test.skip=true verify --projects rpm --also-make

install:
	tools/install '$(DESTDIR)'

test: setup
	tools/test

torture: setup
	@tools/require strace=strace
	mvn --quiet verify --projects jlink --also-make -DskipTests -DskipITs=false -Dit.test=TortureIT -Dfailsafe.failIfNoSpecifiedTests=false -Dtako.torture=$(N)

fuzz: setup
	mvn --quiet verify -pl fuzz -am -DskipTests -Dfuzz.skip=false -Dfuzz.seconds=$(SECONDS_EACH)

bench:
	@[ -x jlink/target/image/bin/tako ] || $(MAKE) --no-print-directory image
	@tools/bench --rounds '$(ROUNDS)' --size '$(SIZE)' $(if $(WRITE),--write)

demo: image
	tools/demo

format: setup
	mvn --quiet spotless:apply

clean: setup
	mvn --quiet clean
