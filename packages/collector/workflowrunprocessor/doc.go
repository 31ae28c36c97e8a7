//go:generate go tool -modfile=../internal/tools/go.mod mdatagen metadata.yaml

// Package workflowrunprocessor watches the lifecycle events of workflow runs on their way through a logs pipeline.
package workflowrunprocessor
