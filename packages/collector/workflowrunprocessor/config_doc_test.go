package workflowrunprocessor

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

var metricName = regexp.MustCompile(`(?m)^    (processor_workflow_run_\w+):$`)

func TestTheReadmeDocumentsEveryKeyWithItsDefault(t *testing.T) {
	documented := rowsBelow(t, "## The processor")
	config := reflect.TypeFor[Config]()
	var keys []string
	for at := range config.NumField() {
		if key := config.Field(at).Tag.Get("mapstructure"); key != "" {
			keys = append(keys, key)
		}
	}
	var documentedKeys []string
	var defaults strings.Builder
	for _, row := range documented {
		key, value := unquoted(row[0]), unquoted(row[2])
		documentedKeys = append(documentedKeys, key)
		if value != "none" {
			defaults.WriteString(key + ": " + value + "\n")
		}
	}
	assert.Equal(t, keys, documentedKeys)

	retrieved, err := confmap.NewRetrievedFromYAML([]byte(defaults.String()))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	said := &Config{}
	require.NoError(t, conf.Unmarshal(said))
	assert.Equal(t, createDefaultConfig(), said)
}

func TestTheReadmeDocumentsTheProcessorsOwnTelemetry(t *testing.T) {
	declared, err := os.ReadFile("metadata.yaml")
	require.NoError(t, err)
	var names []string
	for _, found := range metricName.FindAllStringSubmatch(string(declared), -1) {
		names = append(names, "otelcol_"+found[1])
	}
	require.NotEmpty(t, names)
	var documented []string
	for _, row := range rowsBelow(t, "## Its own telemetry") {
		if name := unquoted(row[0]); strings.HasPrefix(name, "otelcol_processor_") {
			documented = append(documented, strings.TrimSuffix(name, "_total"))
		}
	}
	assert.ElementsMatch(t, names, documented)
}

// rowsBelow returns the cells of the first table below a heading of the README, without the table's head.
func rowsBelow(t *testing.T, heading string) [][]string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(readme), "\n"+heading+"\n")
	require.True(t, found, "the README has %q", heading)
	var rows [][]string
	for line := range strings.Lines(section) {
		switch isRow := strings.HasPrefix(line, "|"); {
		case isRow:
			cells := strings.Split(strings.Trim(line, "|\n"), "|")
			for at := range cells {
				cells[at] = strings.TrimSpace(cells[at])
			}
			rows = append(rows, cells)
		case len(rows) > 0:
			return rows[2:]
		}
	}
	require.FailNow(t, "no table that ends", heading)
	return nil
}

func unquoted(cell string) string { return strings.Trim(cell, "`") }
