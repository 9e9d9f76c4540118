using GroupResults.Application.Monitoring;
using OpenTelemetry.Metrics;

namespace GroupResults.Api.Operations;

internal static class Telemetry
{
    /// <summary>OpenTelemetry's own setting: where it is set, the metrics are sent there too.</summary>
    private const string OtlpEndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(ServiceMetrics.MeterName).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
            if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpointSetting])) metrics.AddOtlpExporter();
        });
        if (builder.Environment.IsProduction()) builder.Logging.AddJsonConsole();
    }

    internal static void MapMetrics(this WebApplication app)
    {
        // The gauges observe from here on.
        app.Services.GetRequiredService<StorageGauges>();
        app.UseWhen(context => context.Request.Path == "/metrics", branch => branch.Use(EmptyHistogram.AppendAsync));
        app.MapPrometheusScrapingEndpoint("/metrics");
    }
}
