import { Course } from "@/pages/Course";
import { SignIn } from "@/pages/SignIn";

export const App = () => (location.pathname === "/" ? <SignIn invited={history.state} /> : <Course course={{ id: "c1", secret: "", plan: "free" }} />);
