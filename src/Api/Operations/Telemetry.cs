using GroupResults.Api.Access;
using GroupResults.Application.Metrics;
using GroupResults.Application.Monitoring;
using GroupResults.Domain.Access;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;

namespace GroupResults.Api.Operations;

internal static class Telemetry
{
    /// <summary>OpenTelemetry's own setting. If it is set, the metrics are also sent there.</summary>
    private const string OtlpEndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Path = "/metrics";

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(ServiceMetrics.MeterName).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
            if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpointSetting])) metrics.AddOtlpExporter();
        });

        // The format ends with the space that separates the time in a plain line. A JSON field needs none.
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = json.TimestampFormat?.TrimEnd());
    }

    internal static void MapMetrics(this WebApplication app)
    {
        // Creates the counters and gauges, so that the first scrape has them.
        app.Services.GetRequiredService<ServiceMetrics>();
        app.Services.GetRequiredService<StorageGauges>();
        app.MapPrometheusScrapingEndpoint(Path).RequireAuthorization(ScopeRequirement.PolicyFor(AccessScopes.Read));
    }
}
