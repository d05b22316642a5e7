# gerai serve in a container. It wants GERAI_DATABASE, and the sealing key as a file; compose.yaml shows both.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY .editorconfig Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json ./
COPY src src
COPY samples/Shop samples/Shop
RUN dotnet publish src/Gerai.Cli -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY deploy/healthy .

# The image's own wish for a port would only be warned about.
ENV ASPNETCORE_HTTP_PORTS= \
    GERAI_URLS=http://0.0.0.0:5080 \
    GERAI_SEALING_KEY_FILE=/run/secrets/sealing.key
EXPOSE 5080
USER $APP_UID
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s CMD ["./healthy", "5080"]
ENTRYPOINT ["./gerai", "serve"]
