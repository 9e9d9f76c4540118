// What ASP.NET Core does with nothing in it: the reference for a 304 and for a cold start.
var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "Healthy");
app.MapGet("/readyz", () => "Healthy");
app.MapGet("/unchanged", (HttpContext context) =>
{
    context.Response.Headers.ETag = "\"0123456789abcdef-1\"";
    context.Response.StatusCode = StatusCodes.Status304NotModified;
    return Task.CompletedTask;
});
await app.RunAsync();
