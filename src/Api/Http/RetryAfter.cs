using System.Globalization;
using GroupResults.Application;

namespace GroupResults.Api.Http;

/// <summary>Tells a client when to come again, in whole seconds. Where an answer has several refusals, the longest delay counts.</summary>
internal static class RetryAfter
{
    internal static void Say(HttpResponse response, Refusal refusal)
    {
        if (refusal.RetryAfter is not { } delay) return;
        var seconds = (long)Math.Ceiling(delay.TotalSeconds);
        if (long.TryParse(response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said >= seconds) return;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
