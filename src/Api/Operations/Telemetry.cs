using GroupResults.Api.Access;
using GroupResults.Application.Metrics;
using GroupResults.Application.Monitoring;
using GroupResults.Domain.Access;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;

namespace GroupResults.Api.Operations;

internal static class Telemetry
{
    /// <summary>OpenTelemetry's own setting: where it is set, the metrics are sent there too.</summary>
    private const string OtlpEndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Path = "/metrics";

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(ServiceMetrics.MeterName).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
            if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpointSetting])) metrics.AddOtlpExporter();
        });

        // In a line the time needs a space behind it, as a field of an object none.
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = json.TimestampFormat?.TrimEnd());
    }

    internal static void MapMetrics(this WebApplication app)
    {
        // The gauges observe from here on.
        app.Services.GetRequiredService<StorageGauges>();
        var access = app.Services.GetRequiredService<AccessControl>();
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<Scraping>() is not null, branch => branch
            .Use((HttpContext context, RequestDelegate next) =>
            {
                access.CallerOf(context).Ensure(AccessScopes.Read);
                return next(context);
            }));
        app.MapPrometheusScrapingEndpoint(Path).WithMetadata(new Scraping());
    }

    /// <summary>The endpoint is known by it: its address has more than one spelling, such as with a slash at its end.</summary>
    private sealed record Scraping;
}
