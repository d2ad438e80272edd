package org.bailiwick.node.problem;

import jakarta.json.JsonException;
import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads JSON bodies strictly ({@link StrictJson}) before JSON-B binds them, and turns exceptions of
 * the binding into MALFORMED_REQUEST, since at this point only the request can be at fault. {@link
 * BodyLimits} has bounded the body before.
 */
@Provider
public final class JsonBodyGuard implements ReaderInterceptor {

  /** The greatest number of JSON values of a body, because small values need much memory. */
  public static final int MAX_VALUES = 100_000;

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    if (!isJson(context.getMediaType()) || context.getType() == InputStream.class) {
      return context.proceed(); // a resource that takes a stream reads and checks it itself
    }
    byte[] body = context.getInputStream().readAllBytes();
    JsonTexts.check(StrictJson.text(body), MAX_VALUES);
    context.setInputStream(new ByteArrayInputStream(body));
    Object value = bind(context);
    if (value == null) {
      throw refusal("The body must not be the JSON value null.", null);
    }
    return value;
  }

  private static Object bind(ReaderInterceptorContext context) throws IOException {
    try {
      return context.proceed();
    } catch (JsonbException | JsonException | ProcessingException e) {
      throw refusal("The JSON does not have the members and types that are expected here.", e);
    }
  }

  private static ProblemException refusal(String detail, Throwable cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "json-shape", detail, cause);
  }

  private static boolean isJson(MediaType type) {
    String subtype = type == null ? "" : type.getSubtype().toLowerCase(Locale.ROOT);
    return subtype.equals("json") || subtype.endsWith("+json");
  }
}
