using GroupResults.Api;
using GroupResults.Api.Settings;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Storage;

try
{
    await using var app = Service.Build(args);
    await app.Services.StartInfrastructureAsync(app.Lifetime.ApplicationStopping);
    app.Services.ScheduleWarmUps();
    await app.StartListeningAsync();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is SettingException or StorageUnusableException or AddressUnusableException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
