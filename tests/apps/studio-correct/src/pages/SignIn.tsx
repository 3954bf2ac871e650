import { useState } from "react";
import { useAnalytics } from "@/analytics/useAnalytics";
import { VISITOR } from "~analytics";
import { signIn } from "@/auth/session";

export function SignIn({ invited }: { invited: { email: string } }) {
  const { identify, track } = useAnalytics();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  async function submit() {
    const user = await signIn(email, password);
    identify(user.id);
    track("Signed In", { plan: "free" });
  }
  return <form onSubmit={submit} />;
}
