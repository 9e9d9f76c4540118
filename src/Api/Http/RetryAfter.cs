using System.Globalization;
using GroupResults.Application;

namespace GroupResults.Api.Http;

/// <summary>The Retry-After header, in whole seconds. If an answer has several refusals, the longest delay wins.</summary>
internal static class RetryAfter
{
    internal static void Set(HttpResponse response, Refusal refusal)
    {
        if (refusal.RetryAfter is not { } delay) return;
        var seconds = (long)Math.Ceiling(delay.TotalSeconds);
        if (long.TryParse(response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var previous) && previous >= seconds) return;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
