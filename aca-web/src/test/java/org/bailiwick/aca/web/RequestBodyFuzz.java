package org.bailiwick.aca.web;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bailiwick.aca.web.enrolment.EnrolmentResource;
import org.bailiwick.aca.web.revocation.RevocationOrderResource;
import org.bailiwick.aca.web.revocation.RevocationResource;
import org.bailiwick.aca.web.revocation.RevocationScheduleResource;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.node.problem.JsonBodyGuard;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of the authority's routes: through the guard and the binding into values. */
class RequestBodyFuzz {

  private static final Jsonb BINDING = JsonbBuilder.create();
  private static final String ENROLMENT =
      "{\"statement\":\"a.b.c\",\"csr\":\"MAA=\",\"eat\":\"a.b.c\",\"user_token\":\"a.b.c\"}";
  private static final String BARE_KEY =
      "{\"statement\":\"a.b.c\",\"key\":\"MAA=\",\"key_proof\":\"a.b.c\",\"eat\":\"a.b.c\"}";
  private static final String REVOCATION =
      "{\"serial\":\"0a1b\",\"issuer\":\"issuing-1\",\"reason\":\"superseded\",\"comment\":\"c\"}";
  private static final String ORDER =
      "{\"trigger\":\"device-compromise\",\"subject\":\"device:CN=Maker#SN-1\","
          + "\"comment\":\"c\",\"dry_run\":true}";
  private static final String SCHEDULE =
      "{\"trigger\":\"decommissioning\",\"subject\":\"owner:Finance\","
          + "\"at\":\"2027-01-01T00:00:00Z\",\"comment\":\"c\"}";
  private static final String[] BODIES = {ENROLMENT, BARE_KEY, REVOCATION, ORDER, SCHEDULE};

  static Stream<byte[]> seeds() {
    return Inputs.seeds(BODIES);
  }

  @MethodSource("seeds")
  @Fuzz
  void isBoundOrRefused(byte[] input) throws Exception {
    byte[] body = Inputs.json(new Choices(input), BODIES);
    Bounds.hold(body.length, () -> read(body, EnrolmentResource.Request.class).submission());
    Bounds.hold(body.length, () -> read(body, RevocationResource.Request.class).order());
    Bounds.hold(body.length, () -> read(body, RevocationOrderResource.Request.class).order());
    Bounds.hold(body.length, () -> read(body, RevocationScheduleResource.Request.class).dueAt());
  }

  private static <T> T read(byte[] body, Class<T> type) throws Exception {
    AtomicReference<InputStream> stream = new AtomicReference<>(new ByteArrayInputStream(body));
    ReaderInterceptorContext context =
        (ReaderInterceptorContext)
            Proxy.newProxyInstance(
                RequestBodyFuzz.class.getClassLoader(),
                new Class<?>[] {ReaderInterceptorContext.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getMediaType" -> MediaType.APPLICATION_JSON_TYPE;
                      case "getType" -> type;
                      case "getInputStream" -> stream.get();
                      case "setInputStream" -> {
                        stream.set((InputStream) arguments[0]);
                        yield null;
                      }
                      case "proceed" -> BINDING.fromJson(stream.get(), type);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return type.cast(new JsonBodyGuard().aroundReadFrom(context));
  }
}
