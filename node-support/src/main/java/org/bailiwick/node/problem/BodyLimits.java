package org.bailiwick.node.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.settings.Settings;

/**
 * Bounds the body of every resource method: by {@link BodyLimit} on the method, else on its class,
 * else by the node's setting. A declared length above the limit is refused at once, a body of
 * undeclared length when it passes the limit. Refusals are REQUEST_TOO_LARGE with check body-size.
 */
@Provider
public final class BodyLimits implements DynamicFeature {
  /** The default of {@code node.max-body}: 256 KiB. */
  public static final int DEFAULT = 262_144;

  /** The allowed values of {@code node.max-body}. */
  public static final Settings.Range RANGE = new Settings.Range(1024, 16_777_216);

  private final long nodeLimit;
  private final Map<String, Long> settings;

  public BodyLimits(long nodeLimit) {
    this(nodeLimit, Map.of());
  }

  /**
   * @param settings values of the settings that annotations name
   */
  public BodyLimits(long nodeLimit, Map<String, Long> settings) {
    this.nodeLimit = nodeLimit;
    this.settings = Map.copyOf(settings);
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    context.register(new LimitFilter(limitOf(resource)));
  }

  private long limitOf(ResourceInfo resource) {
    return Optional.ofNullable(resource.getResourceMethod().getAnnotation(BodyLimit.class))
        .or(() -> Optional.ofNullable(resource.getResourceClass().getAnnotation(BodyLimit.class)))
        .map(this::valueOf)
        .orElse(nodeLimit);
  }

  private long valueOf(BodyLimit limit) {
    if (limit.setting().isEmpty()) {
      return limit.value();
    }
    return Optional.ofNullable(settings.get(limit.setting()))
        .orElseThrow(() -> new IllegalStateException("no limit was given for " + limit.setting()));
  }

  private static ProblemException tooLarge(long limit) {
    return new ProblemException(
        ProblemType.REQUEST_TOO_LARGE,
        "body-size",
        "The body may have " + limit + " bytes at most.");
  }

  record LimitFilter(long limit) implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      if (request.getLength() > limit) {
        throw tooLarge(limit);
      }
      request.setEntityStream(new LimitedStream(request.getEntityStream(), limit));
    }
  }

  /** Throws when one byte more than the limit was read. */
  private static final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long seen;

    LimitedStream(InputStream in, long limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int got = super.read(buffer, offset, length);
      count(Math.max(got, 0));
      return got;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      count(skipped);
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void count(long bytes) {
      seen += bytes;
      if (seen > limit) {
        throw tooLarge(limit);
      }
    }
  }
}
