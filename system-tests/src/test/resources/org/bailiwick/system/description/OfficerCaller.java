import generated.ApiClient;
import generated.ApiException;
import generated.api.OperationsApi;
import generated.model.CompromisedKey;
import generated.model.KeyReport;
import generated.model.Schedule;
import generated.model.ScheduleOrder;
import generated.model.TriggerOrder;
import generated.model.TriggerOutlook;
import java.net.http.HttpClient;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.BiFunction;

/** An officer's tool with the generated client alone. */
public final class OfficerCaller
    implements BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> {

  @Override
  public Map<String, String> apply(HttpClient.Builder tls, Map<String, String> given) {
    ApiClient client = new ApiClient();
    client.setHttpClientBuilder(tls);
    client.updateBaseUri(given.get("url"));
    try {
      OperationsApi operations = new OperationsApi(client);
      operations.reportKey(
          new KeyReport().spkiSha256(given.get("key")).circumstances("found in a backup"));
      TriggerOrder order =
          new TriggerOrder().trigger("decommissioning").subject("name:" + given.get("name"));
      TriggerOutlook seen = operations.orderRevocation(order.dryRun(true));
      TriggerOutlook ended = operations.orderRevocation(order.dryRun(false));
      Schedule schedule =
          operations.scheduleRevocation(
              new ScheduleOrder()
                  .trigger("decommissioning")
                  .subject("owner:Nobody")
                  .at(OffsetDateTime.now(ZoneOffset.UTC).plusDays(30)));
      operations.listSchedules(false);
      operations.listFrozenIdentities();
      operations.listProposals();
      Schedule cancelled = operations.cancelSchedule(schedule.getId());
      CompromisedKey report = operations.readCompromisedKey(given.get("key"));
      return Map.of(
          "key", report.getSpkiSha256(),
          "reported-by", report.getReportedBy(),
          "circumstances", report.getCircumstances(),
          "schedule", schedule.getState().getValue() + " " + cancelled.getState().getValue(),
          "would-end", seen.getCredentials().get(0).getSerial(),
          "ended", ended.getCredentials().get(0).getSerial(),
          "reason", ended.getReason(),
          "crl", String.valueOf(ended.getCrlNumbers().get("issuing-1")));
    } catch (ApiException e) {
      throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }
}
