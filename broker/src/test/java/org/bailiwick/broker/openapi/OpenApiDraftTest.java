package org.bailiwick.broker.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.broker.outbound.AddressRule;
import org.bailiwick.broker.rest.RestDriver;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.capability.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiDraftTest {
  private static final String YAML =
      """
      openapi: 3.1.0
      info: {title: Orders, version: "1"}
      servers: [{url: "https://orders.example/v1"}]
      security: [{machine: []}]
      paths:
        /orders/{id}:
          parameters:
            - $ref: '#/components/parameters/Id'
          get:
            operationId: getOrder
            parameters:
              - {in: query, name: id, schema: {type: string}}
              - {in: query, name: tag, required: true, schema: {type: array, items: {type: string}}}
              - {in: header, name: X-Region, schema: {type: string}}
          put:
            requestBody: {$ref: '#/components/requestBodies/Order'}
        /choice:
          get: {operationId: choice, security: [{key: [], machine: []}, {inUrl: []}, {key: []}]}
          put: {operationId: basic, security: [{basic: []}]}
          delete: {operationId: open, security: []}
          post: {operationId: both, security: [{key: [], machine: []}]}
        /cookie:
          get:
            operationId: cookie
            parameters: [{in: cookie, name: c, schema: {type: string}}]
        /form:
          post:
            operationId: form
            requestBody: {content: {application/x-www-form-urlencoded: {}}}
        /away:
          get:
            operationId: away
            parameters: [{$ref: 'https://evil.example/parameters.json'}]
        /round:
          get:
            operationId: round
            parameters: [{$ref: '#/components/parameters/Round'}]
      components:
        parameters:
          Id: {in: path, name: id, required: true, schema: {type: integer}}
          Round: {$ref: '#/components/parameters/Round'}
        requestBodies:
          Order: {content: {application/json: {schema: {type: object}}}}
        securitySchemes:
          key: {type: apiKey, in: header, name: X-Api-Key}
          inUrl: {type: apiKey, in: query, name: key}
          basic: {type: http, scheme: Basic}
          machine:
            type: oauth2
            flows: {clientCredentials: {tokenUrl: "https://idp.example/token", scopes: {}}}
      """;

  private static JsonObject draft(String... operations) {
    Map<String, Capability> capabilities = new TreeMap<>();
    int number = 0;
    for (String operation : operations) {
      number++;
      capabilities.put(operation, Capability.parse("orders.op" + number + "@1"));
    }
    return OpenApiDraft.of(YAML.getBytes(StandardCharsets.UTF_8))
        .file("orders", capabilities, Optional.empty(), AddressRule.PUBLIC);
  }

  @Test
  void anOperationBecomesAnOperationOfTheFile() {
    JsonObject operation = draft("getOrder").getJsonArray("operations").getJsonObject(0);

    assertThat(operation)
        .isEqualTo(
            TestBroker.object(
                """
                {"capability": "orders.op1@1", "method": "GET", "path": "/orders/{id}",
                 "parameters": [
                  {"in": "path", "name": "id", "from": "/id"},
                  {"in": "query", "name": "id", "from": "/id_2", "optional": true},
                  {"in": "query", "name": "tag", "from": "/tag"},
                  {"in": "header", "name": "X-Region", "from": "/X-Region", "optional": true}]}
                """));
  }

  @Test
  void aDraftIsAFileThatTheBrokerReads(@TempDir Path folder) {
    JsonObject draft = draft("getOrder", "PUT /orders/{id}");

    new RestDriver().check(new TestBroker(folder).asset(draft.toString()));
    assertThat(draft.getString("url")).isEqualTo("https://orders.example/v1");
    assertThat(draft.getJsonObject("credential"))
        .isEqualTo(
            TestBroker.object(
                """
                {"method": "bearer", "token_url": "https://idp.example/token",
                 "client_id": "id-of-the-broker", "secret": "name-of-the-secret"}
                """));
    assertThat(draft.getJsonArray("operations").toString()).contains("\"body\":\"/body\"");
  }

  @Test
  void aDraftForThisMachineSaysSo(@TempDir Path folder) {
    JsonObject draft =
        OpenApiDraft.of(YAML.getBytes(StandardCharsets.UTF_8))
            .file(
                "orders",
                Map.of("open", Capability.parse("orders.op1@1")),
                Optional.of("http://127.0.0.1:8080"),
                AddressRule.LOOPBACK);

    new RestDriver().check(new TestBroker(folder).asset(draft.toString()));
  }

  @Test
  void ofAChoiceTheFirstCredentialIsDraftedThatAFileCanExpress() {
    assertThat(draft("choice", "open").getJsonObject("credential"))
        .isEqualTo(
            TestBroker.object(
                """
                {"method": "api-key", "header": "X-Api-Key", "secret": "name-of-the-secret"}
                """));
    assertThat(draft("open").getJsonObject("credential").getString("method")).isEqualTo("none");
  }

  @Test
  void operationsOfDifferentCredentialsAreNotDraftedWithOneOfThem() {
    assertThatThrownBy(() -> draft("choice", "basic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different credentials");
    assertThatThrownBy(() -> draft("both"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several credentials at once");
  }

  @ParameterizedTest
  @CsvSource({
    "cookie, cannot express",
    "form, application/json",
    "away, leads out",
    "round, without end",
    "missing, no operation"
  })
  void whatAFileCannotExpressIsAFault(String operation, String message) {
    assertThatThrownBy(() -> draft(operation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "swagger: '2.0'; 3.0 or 3.1",
        "openapi: 3.1.0\\nopenapi: 3.0.0; neither JSON nor YAML",
        "{\"openapi\": \"3.1.0\", \"openapi\": \"3.1.0\"}; twice",
        "[1]; not an object",
        "'openapi: [3.1.0'; neither JSON nor YAML"
      })
  void aDocumentThatIsNoneIsRefused(String document, String message) {
    byte[] octets = document.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> OpenApiDraft.of(octets))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.strip());
  }
}
