package org.bailiwick.broker.rest;

import jakarta.json.Json;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.input.InputMapping;
import org.bailiwick.broker.input.InputPart;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.BackEndText;
import org.bailiwick.broker.outbound.HeaderText;
import org.bailiwick.broker.outbound.Repetition;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** One operation of an API: how a request is made of an input, and an output of an answer. */
final class RestOperation {
  private static final Set<String> MEMBERS =
      Set.of(
          "capability",
          "takes",
          "method",
          "path",
          "parameters",
          "body",
          "idempotency_header",
          "repeatable",
          "response",
          "statuses");
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final String method;
  private final PathTemplate path;
  private final List<RestParameter> parameters;
  private final Optional<InputPart> body;
  private final Optional<String> idempotencyHeader;
  private final Outcome outcome;
  private final InputMapping inputs;

  /** What the file says of answers. */
  private record Outcome(InputPart response, FileStatuses statuses, Repetition repetition) {}

  private RestOperation(
      String method,
      PathTemplate path,
      List<RestParameter> parameters,
      Optional<InputPart> body,
      Optional<String> idempotencyHeader,
      Outcome outcome,
      AssetOperation operation) {
    this.method = method;
    this.path = path;
    this.parameters = parameters;
    this.body = body;
    this.idempotencyHeader = idempotencyHeader;
    this.outcome = outcome;
    List<InputPart> parts = new ArrayList<>(parameters.stream().map(RestParameter::part).toList());
    body.ifPresent(parts::add);
    this.inputs = InputMapping.of(operation, parts);
  }

  static RestOperation parse(Asset asset, AssetOperation operation) {
    String place = "asset " + asset.name() + ": " + operation.capability();
    AssetMembers members = AssetMembers.of(place, operation.members(), MEMBERS);
    String method = members.text("method");
    if (!METHODS.contains(method)) {
      throw members.fault("method", "is none of " + METHODS.stream().sorted().toList());
    }
    List<RestParameter> parameters = RestParameter.parse(place, members);
    PathTemplate path = PathTemplate.parse(members, parameters);
    Optional<String> header = members.optionalText("idempotency_header");
    if (header.filter(name -> !HeaderText.isName(name)).isPresent()) {
      throw members.fault("idempotency_header", "is not the name of a field that may be set");
    }
    return new RestOperation(
        method,
        path,
        parameters,
        part(place, operation, "body"),
        header,
        new Outcome(
            part(place, operation, "response").orElseGet(() -> whole(place)),
            FileStatuses.parse(place, operation.members().get("statuses")),
            repetition(members, method, header)),
        operation);
  }

  private static Optional<InputPart> part(String place, AssetOperation operation, String member) {
    return Optional.ofNullable(operation.members().get(member))
        .map(
            value -> {
              if (value instanceof JsonString) {
                return InputPart.parse(place + ": " + member, value);
              }
              throw new IllegalArgumentException(place + ": " + member + " is not a JSON Pointer");
            });
  }

  private static InputPart whole(String place) {
    return InputPart.parse(place, Json.createValue(""));
  }

  private static Repetition repetition(
      AssetMembers members, String method, Optional<String> header) {
    if (members.optionalTruth("repeatable").orElse(false)) {
      return Repetition.REPEATABLE;
    }
    return switch (method) {
      case "GET" -> Repetition.READS;
      case "PUT", "DELETE" -> Repetition.REPEATABLE; // RFC 9110 section 9.2.2
      default -> header.isPresent() ? Repetition.REPEATABLE : Repetition.ONCE;
    };
  }

  Repetition repetition() {
    return outcome.repetition();
  }

  /**
   * The request for an input.
   *
   * @throws BackEndFault whose code begins with {@code input-}
   */
  BackEndRequest request(URI base, BackEndCall call) {
    JsonValue input = inputs.read(call.input());
    BackEndRequest request =
        BackEndRequest.of(method, path.uri(base, parameters, input))
            .with("Accept", "application/json");
    for (RestParameter parameter : parameters) {
      request = parameter.addTo(request, input);
    }
    if (idempotencyHeader.isPresent()) {
      // a digest, since the key names the job, which is not the back end's concern
      request = request.with(idempotencyHeader.get(), Sha256.base64url(call.idempotencyKey()));
    }
    if (body.isPresent()) {
      JsonValue value =
          body.get().in(input).orElseThrow(() -> BackEndFault.refused("input-missing", null));
      request = request.with("application/json", value.toString().getBytes(StandardCharsets.UTF_8));
    }
    return request;
  }

  /**
   * The output of an answer, as JSON text.
   *
   * @throws BackEndFault when it is no success, or no JSON
   */
  String output(BackEndText answer, HttpCall call) {
    outcome
        .statuses()
        .fault(answer)
        .ifPresent(
            fault -> {
              throw fault;
            });
    if (answer.text().isBlank()) {
      return "{}";
    }
    if (!answer.isJson()) {
      throw BackEndFault.unusable("answer-type", null);
    }
    call.requireWithoutSecrets(answer.text());
    String checked = call.checked(value(call.checked(answer.text())).toString());
    return checked;
  }

  private JsonValue value(String json) {
    try {
      return outcome
          .response()
          .in(StrictJson.value(json))
          .orElseThrow(() -> BackEndFault.unusable("answer-response", null));
    } catch (ProblemException e) {
      throw BackEndFault.unusable("answer-json", e);
    }
  }
}
