//go:build !windows

package service

import "context"

func byWindows() (bool, error) { return false, nil }

func runWindows(ctx context.Context, _ string, work Work) error { return runNotifying(ctx, work) }
