//go:build race

package seed_test

const raceDetected = true
