package view

import "context"

// jobTitle says how an import stands.
func jobTitle(ctx context.Context, m JobModel) string {
	switch {
	case m.Running:
		return t(ctx, "imports.running")
	case m.Status == "checked" && m.Clean:
		return t(ctx, "imports.clean")
	case m.Status == "done":
		return t(ctx, "imports.done")
	case m.Status == "checked":
		return t(ctx, "imports.has_errors")
	}
	return t(ctx, "imports.failed")
}
