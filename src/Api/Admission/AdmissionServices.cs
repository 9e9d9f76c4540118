using GraphQLServer;
using GroupResults.Application.Admission;

namespace GroupResults.Api.Admission;

/// <summary>Registers the limits on what clients may ask of the service. Each limit has its own file, which says what it protects.</summary>
internal static class AdmissionServices
{
    internal static void AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton<RefusalRate>();
        services.AddSingleton<RequestRate>();
        services.AddSingleton<ClientRates>();
        services.AddSingleton<AnonymousBodies>();
        services.AddSingleton<StreamPlaces>();
        services.AddSingleton<SubscriptionPlaces>();
        services.AddSingleton<RequestMemory>();
        services.AddSingleton<OperationMemory>();
        services.AddSingleton<LargeBodyTurns>();
        services.AddSingleton<AnswerMemory>();
        services.AddSingleton<AnswerBody>();
        services.AddSingleton<PayloadMemory>();
        services.AddSingleton(provider => new ComputationLimiter(
            provider.GetRequiredService<OperationLimits>(), provider.GetRequiredService<RequestMemory>(), TimeProvider.System));
        services.AddSingleton<IComputationLimiter>(provider => provider.GetRequiredService<ComputationLimiter>());
    }

    /// <summary>Runs after authentication, because a client with a token is identified by it.</summary>
    internal static void UseAdmission(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<AnonymousBodies>().LimitAsync);
        app.Use(app.Services.GetRequiredService<ClientRates>().EnsureAsync);
    }
}
