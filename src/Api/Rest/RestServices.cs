namespace GroupResults.Api.Rest;

internal static class RestServices
{
    internal static void AddRest(this IServiceCollection services)
    {
        services.AddSingleton<Wait>();
        services.AddSingleton<GroupResultsEndpoint>();
        services.AddSingleton<GroupSummaryEndpoint>();
        services.AddSingleton<UploadReceiver>();
    }
}
