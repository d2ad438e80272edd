// A workload with go-spiffe: it gets what it needs by the Workload API alone.
//
//	steps DIRECTORY   prints SVIDs, bundles and the statuses of refused calls, writes PEM files
//	jwt               fetches and verifies a JWT-SVID, and prints the statuses of refused calls
//	watch             prints the serial number of each X.509-SVID that is pushed, until it is killed
//	watchers NUMBER   the same on many streams, and how many of them have the newest serial number
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/spiffe/go-spiffe/v2/svid/jwtsvid"
	"github.com/spiffe/go-spiffe/v2/workloadapi"
	"google.golang.org/grpc/status"
)

func must(err error) {
	if err != nil {
		fmt.Println("step failed", err)
		os.Exit(1)
	}
}

func serial(update *workloadapi.X509Context) string {
	return update.DefaultSVID().Certificates[0].SerialNumber.Text(16)
}

type printed struct{}

func (printed) OnX509ContextUpdate(update *workloadapi.X509Context) {
	fmt.Println("step svid", serial(update))
}

func (printed) OnX509ContextWatchError(err error) {
	fmt.Println("step error", status.Code(err))
}

// counted counts the streams by the serial number that each had last.
type counted struct {
	lock *sync.Mutex
	last map[int]string
	id   int
}

func (c counted) OnX509ContextUpdate(update *workloadapi.X509Context) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.last[c.id] = serial(update)
	same := 0
	for _, each := range c.last {
		if each == c.last[c.id] {
			same++
		}
	}
	fmt.Println("step have", c.last[c.id], same)
}

func (c counted) OnX509ContextWatchError(err error) {
	fmt.Println("step error", status.Code(err))
}

func steps(ctx context.Context, client *workloadapi.Client, folder string) {
	source, err := workloadapi.NewX509Source(ctx, workloadapi.WithClient(client))
	must(err)
	defer source.Close()
	svid, err := source.GetX509SVID()
	must(err)
	fmt.Println("step id", svid.ID)
	fmt.Println("step hint", svid.Hint)
	bundle, err := source.GetX509BundleForTrustDomain(svid.ID.TrustDomain())
	must(err)
	fmt.Println("step anchors", len(bundle.X509Authorities()))
	chain, key, err := svid.Marshal()
	must(err)
	anchors, err := bundle.Marshal()
	must(err)
	for name, content := range map[string][]byte{"svid.pem": chain, "svid-key.pem": key, "bundle.pem": anchors} {
		must(os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	bundles, err := client.FetchX509Bundles(ctx)
	must(err)
	fmt.Println("step domains", bundles.Len())
	keys, err := client.FetchJWTBundles(ctx)
	must(err)
	fmt.Println("step jwt-domains", keys.Len())
	_, err = client.FetchJWTSVID(ctx, jwtsvid.Params{Audience: "partner"})
	fmt.Println("step jwt-svid", status.Code(err))
}

func jwt(ctx context.Context, client *workloadapi.Client) {
	keys, err := client.FetchJWTBundles(ctx)
	must(err)
	token, err := client.FetchJWTSVID(ctx, jwtsvid.Params{Audience: "https://orders.example"})
	must(err)
	verified, err := jwtsvid.ParseAndValidate(token.Marshal(), keys, []string{"https://orders.example"})
	must(err)
	fmt.Println("step jwt-verified", verified.ID, verified.Audience[0], token.Hint)
	_, err = jwtsvid.ParseAndValidate(token.Marshal(), keys, []string{"partner"})
	fmt.Println("step jwt-for-another", err != nil)
	checked, err := client.ValidateJWTSVID(ctx, token.Marshal(), "https://orders.example")
	must(err)
	fmt.Println("step validated", checked.ID)
	_, err = client.ValidateJWTSVID(ctx, token.Marshal(), "partner")
	fmt.Println("step validate", status.Code(err))
}

func watchers(ctx context.Context, number int) {
	lock, last := &sync.Mutex{}, map[int]string{}
	var all sync.WaitGroup
	for i := 0; i < number; i++ {
		client, err := workloadapi.New(ctx)
		must(err)
		all.Add(1)
		go func(id int) {
			defer all.Done()
			must(client.WatchX509Context(ctx, counted{lock, last, id}))
		}(i)
	}
	all.Wait()
}

func main() {
	ctx := context.Background()
	if os.Args[1] == "watchers" {
		number, err := strconv.Atoi(os.Args[2])
		must(err)
		watchers(ctx, number)
		return
	}
	client, err := workloadapi.New(ctx)
	must(err)
	if os.Args[1] == "watch" {
		must(client.WatchX509Context(ctx, printed{}))
		return
	}
	if os.Args[1] == "jwt" {
		jwt(ctx, client)
		return
	}
	steps(ctx, client, os.Args[2])
}
