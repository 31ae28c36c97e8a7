//go:generate go tool -modfile=../internal/tools/go.mod mdatagen metadata.yaml

// Package workflowrunconnector makes metrics, and the root spans of lost runs, from the lifecycle events of workflow runs.
package workflowrunconnector
