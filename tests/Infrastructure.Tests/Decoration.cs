using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Infrastructure.Tests;

internal static class Decoration
{
    /// <summary>Puts something in front of the one registered service of this type.</summary>
    internal static void Decorate<T>(this IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        var descriptor = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(descriptor);
        services.AddSingleton(provider => decorate((T)(
            descriptor.ImplementationInstance
            ?? descriptor.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!))));
    }
}
