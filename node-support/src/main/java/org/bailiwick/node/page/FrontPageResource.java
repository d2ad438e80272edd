package org.bailiwick.node.page;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.node.health.HealthAnswer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * The page at the root of a component. A subclass of the component has path and scope. The page is
 * made at most once in two seconds, however often it is asked for.
 */
public abstract class FrontPageResource {
  @Inject @Any private Instance<HealthCheck> found;

  private final KeptText page = new KeptText(System::nanoTime);
  private volatile List<HealthCheck> checks = List.of();

  /** What the page says of the component. */
  protected abstract FrontPage about();

  /** Adds sections to the page that everybody gets. */
  protected void addSections(HtmlPage toAll) {}

  /** Answers with the page for everybody, or 404 to who does not ask for HTML. */
  protected Response page(HttpHeaders request) {
    PageAnswer.requireWanted(request);
    return PageAnswer.forAll(page.text(() -> written(this::addSections).text()));
  }

  /** Answers with a page that has these sections for the peer of the request alone. */
  protected Response pageForPeer(HttpHeaders request, Consumer<HtmlPage> sections) {
    PageAnswer.requireWanted(request);
    return PageAnswer.forPeer(written(sections));
  }

  private HtmlPage written(Consumer<HtmlPage> sections) {
    FrontPage about = about();
    HealthAnswer health = HealthAnswer.of(checks().stream());
    HtmlPage page = about.begun(health);
    sections.accept(page);
    return about.ended(page, health);
  }

  /** The checks of this application, looked up once, because each look-up makes them anew. */
  private List<HealthCheck> checks() {
    if (checks.isEmpty()) {
      checks =
          Stream.of(Readiness.Literal.INSTANCE, Liveness.Literal.INSTANCE)
              .flatMap(kind -> found.select(kind).stream())
              .toList();
    }
    return checks;
  }
}
