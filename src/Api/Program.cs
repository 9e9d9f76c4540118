using GroupResults.Api;
using GroupResults.Api.Demo;
using GroupResults.Api.Operations;
using GroupResults.Api.Settings;
using GroupResults.Api.Tokens;
using GroupResults.Application;
using GroupResults.Infrastructure;
using GroupResults.Infrastructure.Storage;

if (args is [[not '-', ..] command, ..] && command is not (DemoCommand.Name or TokensCommand.Name))
{
    await Console.Error.WriteLineAsync(
        $"There is no command '{command}'; there are '{DemoCommand.Name}' and '{TokensCommand.Name}', and without a command the service starts.");
    return 1;
}

Threads.LetTheSystemShareCores();
try
{
    if (args is [TokensCommand.Name, ..]) return await TokensCommand.RunAsync(args, Console.Out, Console.Error);
    var isDemo = args is [DemoCommand.Name, ..];
    await using var app = isDemo ? Service.Build(args[1..], DemoCommand.ConnectionString) : Service.Build(args);
    await app.Services.StartInfrastructureAsync(app.Lifetime.ApplicationStopping);
    await app.EnsureGuardedAsync(app.Lifetime.ApplicationStopping);
    app.Services.ScheduleWarmUps();
    await app.StartListeningAsync();
    if (isDemo) await app.Services.GetRequiredService<DemoCommand>().RunAsync(new Uri(app.Urls.First()), Console.Out, app.Lifetime.ApplicationStopping);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (exception is SettingException or StorageUnusableException or AddressUnusableException or RequestRefusedException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
