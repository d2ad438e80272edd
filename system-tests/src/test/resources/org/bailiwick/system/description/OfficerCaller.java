import generated.ApiClient;
import generated.ApiException;
import generated.api.OperationsApi;
import generated.model.CompromisedKey;
import generated.model.KeyReport;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.function.BiFunction;

/** What an officer's tool does with the generated client and nothing else of ours. */
public final class OfficerCaller
    implements BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> {

  @Override
  public Map<String, String> apply(HttpClient.Builder tls, Map<String, String> order) {
    ApiClient client = new ApiClient();
    client.setHttpClientBuilder(tls);
    client.updateBaseUri(order.get("url"));
    try {
      OperationsApi operations = new OperationsApi(client);
      operations.reportKey(
          new KeyReport().spkiSha256(order.get("key")).circumstances("found in a backup"));
      CompromisedKey report = operations.readCompromisedKey(order.get("key"));
      return Map.of(
          "key", report.getSpkiSha256(),
          "reported-by", report.getReportedBy(),
          "circumstances", report.getCircumstances());
    } catch (ApiException e) {
      throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }
}
