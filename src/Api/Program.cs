using GroupResults.Api;
using GroupResults.Api.Access;
using GroupResults.Api.Demo;
using GroupResults.Api.Operations;
using GroupResults.Api.Settings;
using GroupResults.Application;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Storage;

Threads.RaiseMinimum();
try
{
    return await CommandLine.RunAsync(args, Console.Out, Console.Error, ServeAsync);
}
catch (Exception exception) when (exception is SettingException or StorageUnusableException or AddressUnusableException or RequestRefusedException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (InvalidDataException exception) when (exception.InnerException is FormatException { InnerException: { } fault })
{
    await Console.Error.WriteLineAsync($"{exception.Message} {fault.Message}"); // Names the configuration file and the position in it.
    return 1;
}

static async Task<int> ServeAsync(string[] settings, bool isDemo)
{
    await using var app = isDemo ? Service.Build(settings, DemoCommand.ConnectionString) : Service.Build(settings);
    await app.Services.StartInfrastructureAsync(app.Lifetime.ApplicationStopping);
    await app.EnsureGuardedAsync(app.Lifetime.ApplicationStopping);
    app.Services.ScheduleWarmUps();
    await app.StartListeningAsync();
    app.LogLocations();
    if (isDemo) await app.Services.GetRequiredService<DemoCommand>().RunAsync(new Uri(app.Urls.First()), Console.Out, app.Lifetime.ApplicationStopping);
    await app.WaitForShutdownAsync();
    return 0;
}
