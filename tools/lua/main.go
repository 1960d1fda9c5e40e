// Runs a Lua script of Argo CD on an object, in Argo CD's own engine. In: {"script": "...", "object": {...}} on stdin.
// Out: what the script returns, as JSON. Argo CD opens a few libraries or all of them, by version and setting; here there is
// none, so that what runs here runs everywhere.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"
	luajson "layeh.com/gopher-json"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var given struct {
		Script string         `json:"script"`
		Object map[string]any `json:"object"`
	}
	if err := json.NewDecoder(in).Decode(&given); err != nil {
		return fmt.Errorf("stdin is no script with its object: %w", err)
	}
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	// As long as Argo CD gives a script.
	limit, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(limit)
	state.SetGlobal("obj", luajson.DecodeValue(state, given.Object))
	if err := state.DoString(given.Script); err != nil {
		return err
	}
	returned := state.Get(-1)
	if returned.Type() != lua.LTTable {
		return fmt.Errorf("the script returns a %s, Argo CD wants a table", returned.Type())
	}
	answer, err := luajson.Encode(returned)
	if err != nil {
		return fmt.Errorf("what the script returns is no JSON: %w", err)
	}
	_, err = out.Write(answer)
	return err
}
