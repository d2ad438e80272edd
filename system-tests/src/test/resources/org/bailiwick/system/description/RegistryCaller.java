import generated.ApiClient;
import generated.ApiException;
import generated.api.DiscoveryApi;
import generated.api.RegistrationApi;
import generated.model.Agent;
import generated.model.DiscoveryPage;
import generated.model.Principal;
import generated.model.RegistrationRequest;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** A program of an author who has the generated client alone. */
public final class RegistryCaller
    implements BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> {

  @Override
  public Map<String, String> apply(HttpClient.Builder tls, Map<String, String> agent) {
    ApiClient client = new ApiClient();
    client.setHttpClientBuilder(tls);
    client.updateBaseUri(agent.get("url"));
    RegistrationApi registration = new RegistrationApi(client);
    DiscoveryApi discovery = new DiscoveryApi(client);
    try {
      Agent registered = registration.register(claim(agent, agent.get("capability")));
      UUID uuid = UUID.fromString(registered.getId().substring("urn:uuid:".length()));
      Agent read = discovery.readAgent(uuid);
      DiscoveryPage found = discovery.discover(agent.get("capability"), null);
      String more = refusal(() -> registration.register(claim(agent, "ledger.post@1")));
      String changes = refusal(() -> discovery.changes(null, null));
      registration.withdraw(uuid);
      String gone = refusal(() -> discovery.readAgent(uuid));
      return Map.of(
          "id", registered.getId(),
          "serial", read.getSerial(),
          "state", read.getState().getValue(),
          "expires", read.getExpiresAt().toInstant().toString(),
          "found", found.getAgents().stream().map(Agent::getAgent).collect(Collectors.joining(" ")),
          "more", more,
          "changes", changes,
          "gone", gone);
    } catch (ApiException e) {
      throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }

  private static RegistrationRequest claim(Map<String, String> agent, String capability) {
    return new RegistrationRequest()
        .agent(agent.get("agent"))
        .owner(agent.get("owner"))
        .capabilities(List.of(capability))
        .locator(agent.get("locator"))
        .validationMethods(List.of(RegistrationRequest.ValidationMethodsEnum.MTLS))
        .principal(
            new Principal()
                .kind(Principal.KindEnum.PERSON)
                .issuer(agent.get("issuer"))
                .subject(agent.get("subject")));
  }

  private interface Call {
    Object run() throws ApiException;
  }

  /** Status and body of the refusal that the call ends in. */
  private static String refusal(Call call) throws ApiException {
    try {
      return "no refusal but " + call.run();
    } catch (ApiException e) {
      return e.getCode() + " " + e.getResponseBody();
    }
  }
}
