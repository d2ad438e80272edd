package org.bailiwick.master.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.node.json.JsonText;
import org.junit.jupiter.api.Test;

/** Tests the forms of errors of sections 9.5 and 11.6 of A2A 1.0. */
class A2aRefusalsTest {
  private static final URI INSTANCE = URI.create("urn:uuid:1");

  private final Map<String, Object> answer = new HashMap<>();
  private Object id = "7";

  private static ProblemException refusal(ProblemType type) {
    return new ProblemException(type, "check", "It is refused.");
  }

  private JsonObject filtered(String path, ProblemException refusal) {
    answer.put("status", refusal.type().status());
    answer.put("entity", JsonText.of(refusal.problem(INSTANCE).members()));
    answer.put("type", new MediaType("application", "problem+json"));
    UriInfo uri = proxy(UriInfo.class, Map.of("getPath", arguments -> path));
    ContainerRequestContext request =
        proxy(
            ContainerRequestContext.class,
            Map.of("getUriInfo", arguments -> uri, "getProperty", arguments -> id));
    new A2aRefusals().filter(request, response());
    return StrictJson.object(answer.get("entity").toString());
  }

  private ContainerResponseContext response() {
    return proxy(
        ContainerResponseContext.class,
        Map.of(
            "hasEntity", arguments -> true,
            "getEntity", arguments -> answer.get("entity"),
            "getMediaType", arguments -> answer.get("type"),
            "getStatus", arguments -> answer.get("status"),
            "setStatus", arguments -> answer.put("status", arguments[0]),
            "setEntity",
                arguments -> {
                  answer.put("type", arguments[2]);
                  return answer.put("entity", arguments[0]);
                }));
  }

  @Test
  void anErrorOfAnOperationIsOneOfJsonRpc() {
    JsonObject rpc =
        filtered("a2a", A2aError.TASK_NOT_CANCELABLE.refusal("check", "It has ended."));
    assertThat(rpc.toString())
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32002,\"message\":\"It has ended.\","
                + "\"data\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                + "\"reason\":\"TASK_NOT_CANCELABLE\",\"domain\":\"a2a-protocol.org\","
                + "\"metadata\":{\"problem\":\"urn:bailiwick:problem:malformed-request\","
                + "\"instance\":\"urn:uuid:1\"}}]}}");
    assertThat(answer).containsEntry("status", 200);
    assertThat(((MediaType) answer.get("type")).getSubtype()).isEqualTo("json");
  }

  @Test
  void anErrorOfAnOperationIsAStatusOfHttp() {
    JsonObject http = filtered("a2a/tasks/1", A2aError.TASK_NOT_FOUND.refusal("c", "None."));
    JsonObject error = http.getJsonObject("error");
    assertThat(error.getInt("code")).isEqualTo(404);
    assertThat(error.getString("status")).isEqualTo("NOT_FOUND");
    assertThat(error.getJsonArray("details").getJsonObject(0).getString("reason"))
        .isEqualTo("TASK_NOT_FOUND");
    assertThat(answer).containsEntry("status", 404);
    assertThat(((MediaType) answer.get("type")).getSubtype()).isEqualTo("a2a+json");
  }

  /** The status stays, since clients find by it that they must authenticate, or wait. */
  @Test
  void otherRefusalsKeepTheirStatusAndName() {
    JsonObject rpc = filtered("a2a", refusal(ProblemType.ACCESS_TOKEN_INVALID));
    assertThat(answer).containsEntry("status", 401);
    assertThat(rpc.getJsonObject("error").getInt("code")).isEqualTo(-32000);
    assertThat(rpc.toString())
        .contains("\"reason\":\"ACCESS_TOKEN_INVALID\",\"domain\":\"urn:bailiwick:problem\"");
    ProblemException narrow = refusal(ProblemType.INSUFFICIENT_SCOPE).with("scope", "a.b@1");
    assertThat(filtered("a2a/message:send", narrow).toString())
        .contains("\"code\":403", "PERMISSION_DENIED", "\"scope\":\"a.b@1\"");
    filtered("a2a", refusal(ProblemType.INTERNAL));
    assertThat(answer).containsEntry("status", 500);
    assertThat(answer.get("entity").toString()).contains("-32603");
    for (ProblemType type : EnumSet.complementOf(EnumSet.of(ProblemType.METHOD_NOT_ALLOWED))) {
      assertThat(filtered("a2a/tasks", refusal(type)).getJsonObject("error").getString("status"))
          .as(type.slug())
          .isNotEmpty();
    }
  }

  @Test
  void aFaultOfTheRequestIsOneOfItsParametersOrOfItsForm() {
    for (ProblemType type :
        new ProblemType[] {
          ProblemType.MALFORMED_REQUEST,
          ProblemType.JOB_NOT_ACCEPTABLE,
          ProblemType.IDEMPOTENCY_KEY_REUSED
        }) {
      assertThat(filtered("a2a", refusal(type)).getJsonObject("error").getInt("code"))
          .isEqualTo(-32602);
      assertThat(answer).containsEntry("status", 200);
    }
    id = null; // the body was not read
    JsonObject unread = filtered("a2a", refusal(ProblemType.MALFORMED_REQUEST));
    assertThat(unread.getJsonObject("error").getInt("code")).isEqualTo(-32700);
    assertThat(unread.isNull("id")).isTrue();
    assertThat(answer).containsEntry("status", 400);
  }

  @Test
  void leavesOtherPathsAndMethodsWithoutAnOperationAlone() {
    assertThat(filtered("a2a/tasks", refusal(ProblemType.METHOD_NOT_ALLOWED))).containsKey("title");
    for (String path : new String[] {"v1/jobs", "a2abc", ".well-known/agent-card.json"}) {
      assertThat(filtered(path, refusal(ProblemType.NOT_FOUND))).containsKey("title");
    }
  }

  private static <T> T proxy(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            A2aRefusalsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object value = methods.getOrDefault(method.getName(), given -> null).apply(arguments);
              return method.getReturnType() == void.class ? null : value;
            }));
  }
}
