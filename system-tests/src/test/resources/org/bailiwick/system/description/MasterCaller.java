import generated.ApiClient;
import generated.ApiException;
import generated.api.JobsApi;
import generated.model.AcceptedJob;
import generated.model.Job;
import generated.model.JobOrder;
import generated.model.StepOrder;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** A program of an author who has the generated client alone. */
public final class MasterCaller
    implements BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> {

  @Override
  public Map<String, String> apply(HttpClient.Builder tls, Map<String, String> buyer) {
    ApiClient client = new ApiClient();
    client.setHttpClientBuilder(tls);
    client.updateBaseUri(buyer.get("url"));
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + buyer.get("token")));
    JobsApi jobs = new JobsApi(client);
    try {
      AcceptedJob accepted = jobs.postJob(order(buyer.get("capability")), null);
      Job read = jobs.readJob(accepted.getId());
      return Map.of(
          "id", read.getId(),
          "purpose", read.getPurpose(),
          "capability", read.getSteps().get(0).getCapability(),
          "cancelled", jobs.cancelJob(accepted.getId()).getState(),
          "wider", wider(jobs));
    } catch (ApiException e) {
      throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
    }
  }

  private static JobOrder order(String capability) {
    return new JobOrder()
        .purpose("a generated client's")
        .steps(List.of(new StepOrder().id("first").capability(capability)));
  }

  private static String wider(JobsApi jobs) throws ApiException {
    try {
      return "no refusal but " + jobs.postJob(order("bank.pay@1"), null);
    } catch (ApiException e) {
      return e.getCode() + " " + e.getResponseBody();
    }
  }
}
