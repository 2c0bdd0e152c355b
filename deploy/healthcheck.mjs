// The health check of the container: whether the process responds. The admin listener has the probe in receivers and workers.
const port = process.env.ADMIN_PORT || 9090;
const response = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(4_000) }).catch(
  () => undefined,
);
process.exit(response?.ok ? 0 : 1);
