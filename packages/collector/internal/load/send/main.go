// Command send loads an OTLP/HTTP endpoint with events of runs that were never seen, as fast as it takes them, and prints
// as JSON how many records it took in how many seconds. It sends to loopback only, and ends by itself.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/runlight/runlight/packages/collector/internal/load"
)

func main() {
	endpoint := flag.String("endpoint", "http://127.0.0.1:4318/v1/logs", "where to send; a loopback address")
	duration := flag.Duration("duration", 5*time.Second, "how long to send")
	connections := flag.Int("connections", 4, "requests at a time")
	encoding := flag.String("encoding", "json", "json, as the SDK sends, or protobuf")
	series := flag.Uint64("series", uint64(time.Now().Unix())&0xffff, "keeps the runs of several loads apart")
	flag.Parse()
	if err := run(*endpoint, *duration, *connections, *encoding, *series); err != nil {
		fmt.Fprintln(os.Stderr, "send:", err)
		os.Exit(1)
	}
}

func run(endpoint string, duration time.Duration, connections int, encoding string, series uint64) error {
	if err := onLoopback(endpoint); err != nil {
		return err
	}
	encode, contentType := load.JSON, "application/json"
	if encoding == "protobuf" {
		encode, contentType = load.Protobuf, "application/x-protobuf"
	}
	var requests atomic.Int64
	var group sync.WaitGroup
	errs := make(chan error, connections)
	ctx, stop := context.WithTimeout(context.Background(), duration)
	defer stop()
	started := time.Now()
	for nth := range connections {
		request, err := load.NewRequest(encode, series<<8|uint64(nth), time.Now())
		if err != nil {
			return err
		}
		group.Go(func() {
			for ctx.Err() == nil {
				if err := send(endpoint, contentType, request.Next()); err != nil {
					errs <- err
					return
				}
				requests.Add(1)
			}
		})
	}
	group.Wait()
	took := time.Since(started)
	select {
	case err := <-errs:
		return err
	default:
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]float64{
		"records": float64(requests.Load() * load.Runs * load.EventsPerRun), "seconds": took.Seconds(),
	})
}

func send(endpoint, contentType string, body []byte) error {
	response, err := http.Post(endpoint, contentType, bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, answer)
	}
	return err
}

func onLoopback(endpoint string) error {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(parsed.Hostname()); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not a loopback address", endpoint)
	}
	return nil
}
