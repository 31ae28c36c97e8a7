// Package configtest checks what is the same for the configuration of every component.
package configtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
)

// `Default: 5m.`, `Default: 1h, 4h, 24h.`, `Default: 1000000, of about 1 KiB each.` or `0, the default, …`.
var documented = regexp.MustCompile(`Default: (.*?)\.(?:\s|$)|(\S+), the default,`)

// AssertDefaultsAreDocumented reads the comments of the struct Config in config.go: each key has one that says its
// default, and the default is that.
func AssertDefaultsAreDocumented(t *testing.T, defaults component.Config) {
	t.Helper()
	var says strings.Builder
	for key, field := range fields(t) {
		found := documented.FindStringSubmatch(strings.Join(strings.Fields(field.Doc.Text()), " "))
		require.NotNil(t, found, "the comment of %q says its default", key)
		text := found[1] + found[2]
		switch _, isList := field.Type.(*ast.ArrayType); {
		case isList:
			fmt.Fprintf(&says, "%s: [%s]\n", key, text)
		case text != "none":
			value, _, _ := strings.Cut(text, ",")
			fmt.Fprintf(&says, "%s: %s\n", key, value)
		}
	}
	retrieved, err := confmap.NewRetrievedFromYAML([]byte(says.String()))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	made := reflect.New(reflect.TypeOf(defaults).Elem()).Interface()
	require.NoError(t, conf.Unmarshal(made))
	assert.Equal(t, defaults, made, "what the comments say and what the defaults are")
}

// AssertRefusesUnknownKeys tries each key with a letter too many.
func AssertRefusesUnknownKeys(t *testing.T, defaults func() component.Config) {
	t.Helper()
	for key := range fields(t) {
		err := confmap.NewFromStringMap(map[string]any{key + "s": nil}).Unmarshal(defaults())
		assert.ErrorContains(t, err, key+"s")
	}
}

// fields returns the fields of Config, by key.
func fields(t *testing.T) map[string]*ast.Field {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "config.go", nil, parser.ParseComments)
	require.NoError(t, err)
	byKey := map[string]*ast.Field{}
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.TypeSpec); ok && spec.Name.Name == "Config" {
			for _, field := range spec.Type.(*ast.StructType).Fields.List {
				if field.Tag != nil {
					tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`"))
					byKey[tag.Get("mapstructure")] = field
				}
			}
		}
		return true
	})
	require.NotEmpty(t, byKey)
	return byKey
}
