package rest

import (
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics counts requests by route and status. The label children are looked up
// once per route and status, and from then on by pointer.
type metrics struct {
	registry *prometheus.Registry
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	routes   sync.Map // *fiber.Route -> *routeMetrics
	sampled  atomic.Uint64
}

type routeMetrics [500]atomic.Pointer[prometheus.Observer] // by status - 100

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "http_request_duration_seconds",
			Help:    "Time to answer requests, by route and status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}, []string{"method", "route", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight", Help: "Requests being answered.",
		}),
	}
	m.registry.MustRegister(m.duration, m.inFlight,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Registry is where other parts of the program register their metrics.
func (s *Server) Registry() *prometheus.Registry { return s.metrics.registry }

func (m *metrics) observe(route *fiber.Route, status int, took time.Duration) {
	known, ok := m.routes.Load(route)
	if !ok {
		known, _ = m.routes.LoadOrStore(route, new(routeMetrics))
	}
	slot := &known.(*routeMetrics)[min(max(status, 100), 599)-100]
	observer := slot.Load()
	if observer == nil {
		child := m.duration.WithLabelValues(route.Method, route.Path, strconv.Itoa(status))
		observer = &child
		slot.Store(observer)
	}
	(*observer).Observe(took.Seconds())
}
