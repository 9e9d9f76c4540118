using System.Globalization;
using GroupResults.Application;

namespace GroupResults.Api.Rest;

/// <summary>Tells a client when to come again, in whole seconds. Of several refusals in one answer the longest counts.</summary>
internal static class RetryAfter
{
    internal static void Say(HttpResponse response, UnavailableException exception)
    {
        if (exception.RetryAfter is not { } delay) return;
        var seconds = (long)Math.Ceiling(delay.TotalSeconds);
        if (long.TryParse(response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said >= seconds) return;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
