import generated.ApiClient;
import generated.ApiException;
import generated.api.CredentialsApi;
import generated.api.EnrolmentApi;
import generated.model.Credential;
import generated.model.Nonce;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.function.BiFunction;

/** A program of an author who has the generated client alone. */
public final class AuthorityCaller
    implements BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> {

  @Override
  public Map<String, String> apply(HttpClient.Builder tls, Map<String, String> agent) {
    ApiClient client = new ApiClient();
    client.setHttpClientBuilder(tls);
    client.updateBaseUri(agent.get("url"));
    try {
      Nonce nonce = new EnrolmentApi(client).createNonce();
      Credential own = new CredentialsApi(client).readCredential(agent.get("serial"), null);
      return Map.of(
          "nonce", nonce.getNonce(),
          "nonce-expires", nonce.getExpiresAt().toInstant().toString(),
          "holder", own.getHolder(),
          "status", own.getStatus().getValue(),
          "not-after", own.getNotAfter().toInstant().toString(),
          "certificate", own.getCertificate(),
          "other", other(client, agent.get("other")));
    } catch (ApiException e) {
      throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }

  private static String other(ApiClient client, String serial) throws ApiException {
    try {
      return "no refusal but " + new CredentialsApi(client).readCredential(serial, null);
    } catch (ApiException e) {
      return e.getCode() + " " + e.getResponseBody();
    }
  }
}
