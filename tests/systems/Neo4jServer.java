import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.harness.Neo4jBuilders;

/** Neo4j Community with its HTTP API on 127.0.0.1: arguments are the directory, the HTTP port and the Bolt port. */
public class Neo4jServer {
    public static void main(String[] args) throws Exception {
        Neo4jBuilders.newInProcessBuilder(Path.of(args[0]))
            .withConfig(HttpConnector.enabled, true)
            .withConfig(HttpConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[1])))
            .withConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[2])))
            .withConfig(GraphDatabaseSettings.auth_enabled, false)
            .build();
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
