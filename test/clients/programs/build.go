// Makes one build, lists builds and runs a command with the generated client; prints what it read.
package main

import (
	"context"
	"fmt"
	"os"

	"check/api"
)

type token struct{}

func (token) Token(context.Context, api.OperationName) (api.Token, error) {
	return api.Token{Token: os.Getenv("TOKEN")}, nil
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	ctx := context.Background()
	client := must(api.NewClient(os.Getenv("API"), token{}))
	request := &api.BuildRequest{Script: api.NewOptString(os.Getenv("SCRIPT"))}
	wait := api.NewOptString("wait=25")
	var build api.Build
	switch created := must(client.CreateBuild(ctx, request, api.CreateBuildParams{Prefer: wait})).(type) {
	case *api.CreateBuildOK:
		build = created.Response
	case *api.CreateBuildAccepted:
		build = created.Response
	default:
		panic(fmt.Sprintf("%#v", created))
	}
	for build.Status == api.BuildStatusQueued || build.Status == api.BuildStatusRunning {
		params := api.GetBuildParams{ID: build.ID, Prefer: wait}
		build = must(client.GetBuild(ctx, params)).(*api.GetBuildOKHeaders).Response
	}
	code := "-"
	if !build.Error.Null {
		code = string(build.Error.Value.Code)
	}
	listed := must(client.ListBuilds(ctx, api.ListBuildsParams{Limit: api.NewOptInt(1)}))
	version := api.NewVersionCommandCommand(api.VersionCommand{C: "version"})
	var outcome any
	switch answer := must(client.RunCommand(ctx, version, api.RunCommandParams{})).(type) {
	case *api.RunCommandOK:
		outcome = answer.Response.Error
	case *api.RunCommandUnprocessableEntity:
		outcome = answer.Response.Code
	default:
		panic(fmt.Sprintf("%#v", answer))
	}
	fmt.Println(build.Status, code, len(listed.(*api.BuildListHeaders).Response.Items), outcome)
}
