package delivery

import "context"

type watchKey struct{}

// WithWatch returns a context whose attempts tell failed when they fail and will be made again.
//
// An exporter that retries answers its caller after the last attempt only, and ours retry without end:
// without this the receiver at the other end of the pipeline could say for how long nothing has been
// delivered, and not why. failed is called from any goroutine and must not block.
func WithWatch(ctx context.Context, failed func(error)) context.Context {
	return context.WithValue(ctx, watchKey{}, failed)
}

// Failed tells the watch of the context, if it has one.
func Failed(ctx context.Context, err error) {
	if failed, ok := ctx.Value(watchKey{}).(func(error)); ok {
		failed(err)
	}
}
