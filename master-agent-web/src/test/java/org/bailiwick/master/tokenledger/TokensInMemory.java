package org.bailiwick.master.tokenledger;

import jakarta.persistence.EntityManager;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Rows of tokens and their ends without a database, for tests of so many tokens that a database
 * would take minutes. It knows only how to find and to persist.
 */
public final class TokensInMemory implements Store {
  private final Map<List<Object>, Object> rows = new HashMap<>();
  private final EntityManager entities =
      (EntityManager)
          Proxy.newProxyInstance(
              EntityManager.class.getClassLoader(),
              new Class<?>[] {EntityManager.class},
              (proxy, method, arguments) -> call(method, arguments));

  private Object call(Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "find" -> rows.get(List.of(arguments[0], arguments[1]));
      case "persist" -> rows.put(List.of(arguments[0].getClass(), jti(arguments[0])), arguments[0]);
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  private static Object jti(Object row) {
    try {
      Field jti = row.getClass().getDeclaredField("jti");
      jti.setAccessible(true);
      return jti.get(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public <T> T read(Function<EntityManager, T> query) {
    return query.apply(entities);
  }

  public void commit(UnitOfWork unit) {
    unit.apply(entities);
  }
}
