package org.bailiwick.command.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.ecwid.consul.v1.catalog.model.CatalogRegistration;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.istio.api.networking.v1.ServiceEntry;
import io.fabric8.kubernetes.api.model.KubernetesList;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.junit.jupiter.api.Test;

/** What Istio and Consul are given, as other people's models read it. */
class MeshFormatTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final Schema ISTIO_SCHEMA = istioSchema();
  private static final String ID = "0193a1f3-58d0-7c39-b6e4-12a98f5d7c60";

  private static JsonObject entry(String name, String locator, String until) {
    return Json.createObjectBuilder()
        .add("id", "urn:uuid:" + ID)
        .add("agent", "spiffe://bailiwick.example/agent/" + name)
        .add("state", "listed")
        .add("owner", "Finance \"Dé\" \u20ac")
        .add(
            "capabilities",
            Json.createArrayBuilder().add("fx.rates@1").add("fx.report@2?region=eu"))
        .add("locator", locator)
        .add("serial", "0abc")
        .add("expires_at", until)
        .build();
  }

  private static JsonObject entry(String name, String locator) {
    return entry(name, locator, "2026-12-01T13:00:00Z");
  }

  private static String printed(MeshFormat format, JsonObject... entries) {
    StringWriter out = new StringWriter();
    format.print(List.of(entries), NOW, new PrintWriter(out, true));
    return out.toString();
  }

  private static ServiceEntry istio(JsonObject entry) {
    JsonObject list = StrictJson.object(printed(MeshFormat.ISTIO, entry));
    String item = list.getJsonArray("items").getJsonObject(0).toString();
    assertThat(ISTIO_SCHEMA.validate(item, InputFormat.JSON)).isEmpty();
    return KubernetesObjects.read(item, ServiceEntry.class);
  }

  /** The schema that Istio publishes; fabric8's model of it looks at names and types alone. */
  private static Schema istioSchema() {
    try (InputStream in = MeshFormatTest.class.getResourceAsStream("istio-serviceentry-v1.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSchemaOfIstioRefusesAnEntryWithoutHosts() {
    JsonObject list =
        StrictJson.object(printed(MeshFormat.ISTIO, entry("a", "https://10.0.0.7:7001/")));
    String item = list.getJsonArray("items").getJsonObject(0).toString();
    assertThat(ISTIO_SCHEMA.validate(item.replace("\"hosts\"", "\"host\""), InputFormat.JSON))
        .isNotEmpty();
    assertThat(ISTIO_SCHEMA.validate(item.replace("STATIC", "STEADY"), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void istioGetsAnEntryThatNamesWhoMayAnswer() {
    ServiceEntry read = istio(entry("rate-finder", "https://10.0.0.7:7001/work"));
    assertThat(read.getApiVersion()).isEqualTo("networking.istio.io/v1");
    assertThat(read.getMetadata().getName()).isEqualTo("agent-" + ID);
    assertThat(read.getSpec().getHosts()).containsExactly("rate-finder.agent.bailiwick.example");
    assertThat(read.getSpec().getSubjectAltNames())
        .containsExactly("spiffe://bailiwick.example/agent/rate-finder");
    assertThat(read.getSpec().getLocation()).hasToString("MESH_EXTERNAL");
    assertThat(read.getSpec().getResolution()).hasToString("STATIC");
    assertThat(read.getSpec().getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getNumber()).isEqualTo(7001L))
        .satisfies(port -> assertThat(port.getProtocol()).isEqualTo("HTTPS"));
    assertThat(read.getSpec().getEndpoints())
        .singleElement()
        .satisfies(endpoint -> assertThat(endpoint.getAddress()).isEqualTo("10.0.0.7"))
        .satisfies(endpoint -> assertThat(endpoint.getPorts()).containsEntry("https", 7001L));
    assertThat(read.getMetadata().getAnnotations())
        .containsEntry("bailiwick.org/owner", "Finance \"Dé\" \u20ac")
        .containsEntry("bailiwick.org/capabilities", "fx.rates@1,fx.report@2?region=eu");
  }

  @Test
  void hostsAndAddressesAreWhatIstioTakesThem() {
    assertThat(istio(entry("a", "https://agents.example/work")).getSpec())
        .satisfies(spec -> assertThat(spec.getResolution()).hasToString("DNS"))
        .satisfies(spec -> assertThat(spec.getPorts().getFirst().getNumber()).isEqualTo(443L));
    assertThat(istio(entry("a", "https://[2001:db8::7]:7001/")).getSpec())
        .satisfies(spec -> assertThat(spec.getResolution()).hasToString("STATIC"))
        .satisfies(
            spec ->
                assertThat(spec.getEndpoints().getFirst().getAddress()).isEqualTo("2001:db8::7"));
  }

  /** An agent may have dots in its name, and so the text of another one's host. */
  @Test
  void noNameLeadsToAnotherAgent() {
    String other = ID.replace("0193", "0194");
    for (String name : List.of("a.b", other + ".id", other + "-id", "a_b", "a-")) {
      assertThat(istio(entry(name, "https://10.0.0.7:7001/")).getSpec().getHosts())
          .containsExactly(ID + ".id.agent.bailiwick.example");
      assertThat(printed(MeshFormat.CONSUL, entry(name, "https://10.0.0.7:7001/")))
          .contains("\"Service\":\"" + ID + "-id\"");
    }
  }

  @Test
  void consulGetsABodyThatItsClientWouldSend() {
    String line = printed(MeshFormat.CONSUL, entry("rate-finder", "https://10.0.0.7:7001/work"));
    Gson gson = new GsonBuilder().setFieldNamingPolicy(FieldNamingPolicy.UPPER_CAMEL_CASE).create();
    CatalogRegistration read = gson.fromJson(line, CatalogRegistration.class);
    com.google.gson.JsonObject again = gson.toJsonTree(read).getAsJsonObject();
    again.remove("SkipNodeUpdate"); // false, as it is without the member
    assertThat(again).as("the client has all members").isEqualTo(JsonParser.parseString(line));
    assertThat(read.getNode()).isEqualTo("agent-" + ID);
    assertThat(read.getService().getService()).isEqualTo("rate-finder");
    assertThat(read.getService().getPort()).isEqualTo(7001);
    assertThat(read.getService().getTags()).containsExactly("fx.rates@1", "fx.report@2?region=eu");
    assertThat(read.getCheck().getStatus()).isEqualTo(CatalogRegistration.CheckStatus.PASSING);
    assertThat(line).contains("spiffe://bailiwick.example/agent/rate-finder");
  }

  @Test
  void aLocatorThatIsTooLongForConsulIsLeftOut() {
    String line =
        printed(MeshFormat.CONSUL, entry("a", "https://10.0.0.7:7001/" + "x".repeat(600)));
    assertThat(StrictJson.object(line).getJsonObject("Service").getJsonObject("Meta"))
        .containsKey("agent")
        .doesNotContainKey("locator");
  }

  @Test
  void whatHasExpiredIsLeftOutAndNothingIsAListToo() {
    JsonObject old = entry("a", "https://10.0.0.7:7001/", "2026-12-01T12:00:00Z");
    assertThat(printed(MeshFormat.CONSUL, old)).isEmpty();
    assertThat(
            KubernetesObjects.read(printed(MeshFormat.ISTIO, old), KubernetesList.class).getItems())
        .isEmpty();
  }
}
