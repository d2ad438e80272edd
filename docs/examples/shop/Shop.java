import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.net.URI;
import org.bailiwick.jaxrs.Enforced;
import org.bailiwick.jaxrs.EnforcementFeature;
import org.glassfish.grizzly.ssl.SSLContextConfigurator;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** A small Jakarta REST service in Jersey, which the enforcement point beside it decides about. */
public class Shop {

  /** Orders, which policies protect. */
  @Path("orders")
  public static class Orders {
    @GET
    @Path("{id}")
    @Enforced
    public String read(@PathParam("id") String id) {
      return "order " + id + "\n";
    }

    @POST
    @Path("{id}/refund")
    @Enforced(action = "refund", resource = "Order", id = "id")
    public String refund(@PathParam("id") String id) {
      return "refunded " + id + "\n";
    }
  }

  /** Serves on port 7444, in the folder with server.p12 and trust.p12. */
  public static void main(String... arguments) throws InterruptedException {
    SSLContextConfigurator tls = new SSLContextConfigurator();
    tls.setKeyStoreFile("server.p12");
    tls.setKeyStorePass("changeit");
    tls.setTrustStoreFile("trust.p12");
    tls.setTrustStorePass("changeit");
    ResourceConfig service =
        new ResourceConfig(Orders.class, EnforcementFeature.class)
            .property("enforcement.url", "http://127.0.0.1:7190")
            .property("enforcement.application", "shop");
    boolean asksForCertificate = true;
    GrizzlyHttpServerFactory.createHttpServer(
        URI.create("https://127.0.0.1:7444/"),
        service,
        true,
        new SSLEngineConfigurator(tls, false, false, asksForCertificate));
    Thread.currentThread().join();
  }
}
