# winnow's developer commands. `make help` lists them.

GO      ?= go
OUT     ?= out
FUZZTIME ?= 60s
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  = -s -w -X main.version=$(VERSION)
LINT     = $(GO) tool -modfile=tools/golangci-lint/go.mod golangci-lint

export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.PHONY: help setup build windows demo test race kill folder soak fuzz bench bench-peers bench-read bench-csv bench-mark corpora marks cover fmt lint docs-check docs-fix sample check clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

setup: ## install what some tests need besides Go: npm packages, LibreOffice, poppler, promtool, systemd-analyze
	@sh tools/setup.sh

build: ## build bin/winnow, static, without cgo
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/winnow ./cmd/winnow

windows: ## check that the Windows binary builds
	GOOS=windows GOARCH=amd64 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/winnow.exe ./cmd/winnow

demo: build ## run both forms of the sample quarter into out/ and say where to look
	@OUT=$(OUT) sh tools/demo.sh

test: ## run the tests; those that need npm, LibreOffice or Chromium say so and are skipped where it isn't there
	$(GO) test -timeout 30m ./... ./testdata

race: ## run the tests with the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./...

kill: ## kill 200 commands, make writes fail, fill disks; after each, one run must put all right (KILLS=n)
	$(GO) test -count=1 -timeout 60m -v -run '^TestHarmedRuns$$' ./cmd/winnow -kills $${KILLS:-200}

folder: ## drop 1,000 files by several writers into a watched folder and account for each (FILES=n)
	$(GO) test -count=1 -timeout 60m -v -run '^TestFolder$$' ./cmd/winnow -files $${FILES:-1000}

soak: build ## watch for MINUTES (default 30) with a file every second: memory, descriptors, times; prints to out/soak.txt too
	$(GO) run ./tools/soak -winnow bin/winnow -minutes $${MINUTES:-30} -o $(OUT)/soak.txt

fuzz: ## fuzz every target for FUZZTIME each (default 60s)
	@GO='$(GO)' FUZZTIME=$(FUZZTIME) sh tools/fuzz.sh

bench: ## run the benchmarks: rows/s, allocations, peak memory
	$(GO) test -run '^$$' -bench . -benchmem ./ingest ./validate ./internal/... ./cmd/...

bench-read: ## time the workbook reader against excelize and against inflating alone, as ratios in one run
	@$(GO) run ./tools/bench/read -dir $(OUT)/bench

bench-csv: ## time CSV reading with typed casts against DuckDB's try_cast on the same file, as ratios in one run
	@$(GO) run ./tools/bench/gen -n $${ROWS:-1000000} -o $(OUT)/bench/bulk.csv
	@$(GO) run ./tools/bench/readcsv $(OUT)/bench/bulk.csv

bench-mark: ## time marking 1,000 cells of 100,000 rows against excelize, as a ratio in one run, with peak memory
	@$(GO) run ./tools/bench/mark -dir $(OUT)/bench

corpora: ## read every spreadsheet under CORPORA=DIR and print what became of each
	@test -n "$(CORPORA)" || { echo 'name a folder: make corpora CORPORA=DIR'; exit 2; }
	@$(GO) run ./tools/corpora "$(CORPORA)"

marks: ## mark cells in every workbook under CORPORA=DIR, demand that all else is as it was, and take the marks off again
	@test -n "$(CORPORA)" || { echo 'name a folder: make marks CORPORA=DIR'; exit 2; }
	@$(GO) run ./tools/marks "$(CORPORA)"

bench-peers: build ## time winnow against what a user would pick instead, as ratios in one run
	@sh tools/bench/peers.sh

cover: ## test coverage by package
	$(GO) test -cover ./...

fmt: ## format the code
	gofmt -w $$(git ls-files '*.go')

lint: ## gofmt, vet, the linters and the import arrows
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'not formatted: make fmt'; exit 1; }
	$(GO) vet ./... ./testdata
	$(LINT) run ./...

docs-check: ## run every example of the documents and compare
	$(GO) test -count=1 -run 'TestDocs' ./cmd/winnow

docs-fix: ## rewrite the examples' results in the documents
	UPDATE=1 $(GO) test -count=1 -run 'TestDocs' ./cmd/winnow

sample: ## make the sample quarter again from its seed
	UPDATE=1 $(GO) test -count=1 ./internal/sample ./testdata

check: lint docs-check windows ## all that must hold before a commit, besides the tests

clean: ## remove what was built
	rm -rf bin $(OUT)
